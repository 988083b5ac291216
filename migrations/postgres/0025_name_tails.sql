-- What stands after an apostrophe of a name is a word somebody is found by, too: "neill" finds O'Neill. New accounts get it
-- from the program; these are the names that are there already, as far as their letters are without accents.
WITH RECURSIVE tail (user_id, sort_name, rest, cut) AS (
    SELECT id, sort_name, replace(replace(first_name || ' ' || last_name, '’', ''''), '-', ' '), 0
    FROM app_user
    WHERE first_name || last_name LIKE '%''%' OR first_name || last_name LIKE '%’%'
    UNION ALL
    SELECT user_id, sort_name, substr(rest, strpos(rest, '''') + 1), 1
    FROM tail
    WHERE strpos(rest, '''') > 0
)
INSERT INTO user_token (token, sort_name, user_id)
SELECT DISTINCT replace(lower(substr(rest, 1, strpos(rest || ' ', ' ') - 1)), '''', ''), sort_name, user_id
FROM tail
WHERE cut = 1 AND replace(substr(rest, 1, strpos(rest || ' ', ' ') - 1), '''', '') <> ''
ON CONFLICT (token, sort_name, user_id) DO NOTHING;
