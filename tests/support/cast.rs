//! A small cast: two neighbouring practices with shared staff, and one far away that is nobody's business.

use practice_access::{
    access::Role,
    base::ids::UserId,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    passwords::hash_now,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Everybody's password.
pub const PASSWORD: &str = "a password of the cast";

/// 23 November 2026, 10:00 in England.
pub const NOW: i64 = 1_795_428_000_000_000;

/// Where most of the cast works.
pub const ELM: &str = "ZZ9001";
/// Where Bashir and Nadia work too.
pub const OAK: &str = "ZZ9002";
/// Bashir's third.
pub const ASH: &str = "ZZ9003";
/// Where nobody of the others works.
pub const FAR: &str = "ZZ9009";

/// Gina's number at the GMC.
pub const GINA: &str = "7654321";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody is signed in.
    Visitor,
    /// View Claims at Elm Street.
    Peter,
    /// Administers GPP at Elm Street.
    Alice,
    /// Administers GPP and PL at Elm Street, Oak Lane and Ash Road.
    Bashir,
    /// Main Contact at Elm Street.
    Mary,
    /// Was an administrator at Elm Street and is deactivated; the grants are still there.
    Dora,
    /// A registration officer.
    Olive,
    /// A GP at Elm Street.
    Gina,
    /// The only administrator at Oak Lane besides Bashir has never signed in.
    Nadia,
    /// Administers GPP, alone, far away.
    Zebedee,
    /// Orders supplies far away.
    Xanthe,
}

use Who::{Alice, Bashir, Dora, Gina, Mary, Nadia, Olive, Peter, Visitor, Xanthe, Zebedee};

impl Who {
    /// Those who can ask for something, each for a different reason.
    pub const KINDS: [Self; 8] = [Visitor, Peter, Alice, Bashir, Mary, Dora, Olive, Gina];

    const ALL: [Self; 10] = [
        Peter, Alice, Bashir, Mary, Dora, Olive, Gina, Nadia, Zebedee, Xanthe,
    ];

    /// The account.
    pub fn id(self) -> UserId {
        UserId(Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + self as u128,
        ))
    }

    /// First and last name.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Visitor => ("", ""),
            Peter => ("Peter", "Plain"),
            Alice => ("Alice", "Ashworth"),
            Bashir => ("Bashir", "Three"),
            Mary => ("Mary", "Contact"),
            Dora => ("Dora", "Departed"),
            Olive => ("Olive", "Officer"),
            Gina => ("Gina", "O'Brien"),
            Nadia => ("Nadia", "Newcomer"),
            Zebedee => ("Zebedee", "Quillfeather"),
            Xanthe => ("Xanthe", "Yellowhammer"),
        }
    }

    /// First and last name in one.
    pub fn name(self) -> String {
        let (first, last) = self.names();
        [first, last].join(" ")
    }

    /// The username.
    pub fn email(self) -> String {
        [&self.names().0.to_lowercase(), "@cast.example"].concat()
    }

    /// The secret in the cookie of a session that is there from the start.
    pub fn secret(self) -> String {
        ["secret of ", self.names().0].concat()
    }

    /// Where they work, and the roles they hold there.
    fn places(self) -> &'static [(&'static str, &'static str, &'static [&'static str])] {
        match self {
            Visitor | Olive => &[],
            Peter => &[(ELM, "active", &["gpp-view-claims"])],
            Alice => &[(ELM, "active", &["gpp-user-management", "gpp-statements"])],
            Bashir => &[
                (
                    ELM,
                    "active",
                    &["gpp-user-management", "pl-user-management"],
                ),
                (
                    OAK,
                    "active",
                    &["gpp-user-management", "pl-user-management"],
                ),
                (
                    ASH,
                    "active",
                    &["gpp-user-management", "pl-user-management"],
                ),
            ],
            Mary => &[(ELM, "active", &["mrs-main-contact"])],
            Dora => &[(
                ELM,
                "deactivated",
                &["gpp-user-management", "pl-user-management"],
            )],
            Gina => &[(ELM, "active", &["gpp-gp-principal"])],
            Nadia => &[(OAK, "invited", &["gpp-user-management"])],
            Zebedee => &[(FAR, "active", &["gpp-user-management", "gpp-avcs"])],
            Xanthe => &[(FAR, "active", &["mrs-order-entry"])],
        }
    }
}

/// Puts the cast into an empty database.
pub async fn fill(db: &Db) {
    let hash = hash_now(PASSWORD).expect("a hash");
    db.write(&Fill { hash }).await.expect("the cast");
}

struct Fill {
    hash: String,
}

impl UnitOfWork for Fill {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (ods, name) in [
            (ELM, "Elm Street Surgery"),
            (OAK, "Oak Lane Practice"),
            (ASH, "Ash Road Health Centre"),
            (FAR, "Far Away Surgery"),
        ] {
            tx.execute(
                Query::new(
                    "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
                     VALUES ($1, $2, 'active', '1 High Street', 'Anytown', 'ZZ1 1ZZ', 'Y60', 'QHL', '15E', '')",
                )
                .bind(ods)
                .bind(name),
            )
            .await?;
        }
        for (token, ods) in [("elm", ELM), ("oak", OAK), ("ash", ASH), ("far", FAR)] {
            let token =
                Query::new("INSERT INTO practice_token (token, ods) VALUES ($1, $2)").bind(token);
            tx.execute(token.bind(ods)).await?;
        }
        for who in Who::ALL {
            self.account(tx, who).await?;
        }
        // Grants name who gave them, so everybody has to be there first.
        for who in Who::ALL {
            places(tx, who).await?;
        }
        list(tx, Gina, GINA, "principal", ELM).await
    }
}

impl Fill {
    async fn account(&self, tx: &mut Tx, who: Who) -> Result<(), Failure> {
        let (first, last) = who.names();
        let sort_name = [last, " ", first].concat().to_lowercase().replace('\'', "");
        let user = Query::new(
            "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                                   is_registration_officer, password_hash, created_at, last_sign_in_at)
             VALUES ($1, $2, '', $3, $4, $5, '', $6, $7, $8, $9, $10)",
        )
        .bind(who.id())
        .bind(who.email())
        .bind(first)
        .bind(last)
        .bind(&sort_name)
        .bind((who == Gina).then(|| GINA.to_owned()))
        .bind(who == Olive)
        .bind(&self.hash)
        .bind(NOW)
        .bind((who != Nadia).then_some(NOW));
        tx.execute(user).await?;
        let gmc = if who == Gina { GINA } else { first };
        let words = [
            gmc.to_uppercase(),
            first.to_lowercase(),
            sort_name.clone(),
            who.email(),
            last.to_lowercase().replace('\'', ""),
        ];
        for word in words {
            tx.execute(
                Query::new(
                    "INSERT INTO user_token (token, sort_name, user_id) VALUES ($1, $2, $3)",
                )
                .bind(word)
                .bind(&sort_name)
                .bind(who.id()),
            )
            .await?;
        }
        let hash: [u8; 32] = Sha256::digest(who.secret()).into();
        tx.execute(
            Query::new(
                "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, expires_at, factor_at)
                 VALUES ($1, $2, $3, $3, $4, $3)",
            )
            .bind(hash)
            .bind(who.id())
            .bind(NOW)
            .bind(NOW + 3_600_000_000),
        )
        .await?;
        Ok(())
    }
}

async fn places(tx: &mut Tx, who: Who) -> Result<(), Failure> {
    for (ods, status, roles) in who.places() {
        tx.execute(
            Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version, accepted_at)
                 VALUES ($1, $2, $3, $4, '', 1, $5)",
            )
            .bind(who.id())
            .bind(*ods)
            .bind(*status)
            .bind(NOW)
            .bind((*status != "invited").then_some(NOW)),
        )
        .await?;
        for code in *roles {
            give(tx, who.id(), ods, code).await?;
        }
    }
    Ok(())
}

/// Puts somebody on the Performers List, linked with a practice since the beginning of the year.
pub async fn list(
    tx: &mut Tx,
    who: Who,
    number: &str,
    kind: &str,
    ods: &str,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO performer (gmc_number, user_id, gmc_email, gp_type, status) VALUES ($1, $2, $3, $4, 'active')",
        )
        .bind(number)
        .bind(who.id())
        .bind(who.email())
        .bind(kind),
    )
    .await?;
    tx.execute(
        Query::new(
            "INSERT INTO assignment (id, gmc_number, ods, gp_type, half_sessions, starts_on, stage)
             VALUES ($1, $2, $3, $4, $5, '2026-01-01', 'running')",
        )
        .bind(practice_access::base::clock::new_id())
        .bind(number)
        .bind(ods)
        .bind(kind)
        .bind(12_i64),
    )
    .await?;
    Ok(())
}

/// Gives a role, in the next free place where places are limited.
pub async fn give(tx: &mut Tx, user: UserId, ods: &str, code: &str) -> Result<(), Failure> {
    let role = Role::from_code(code).expect("a role");
    let (taken,): (i64,) = tx
        .one(
            Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                 WHERE ods = $1 AND role = $2 AND ended_at IS NULL",
            )
            .bind(ods)
            .bind(role),
        )
        .await?;
    let origin = if code.contains("-gp-p") {
        "performers list"
    } else {
        "registration team"
    };
    tx.execute(
        Query::new(
            "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                     reason, starts_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'secret reason', '2026-01-01')",
        )
        .bind(practice_access::base::clock::new_id())
        .bind(user)
        .bind(ods)
        .bind(role)
        .bind(i64::from(role.facts().limit))
        .bind(role.limit().map(|_| taken + 1))
        .bind(origin)
        .bind(Olive.id())
        .bind(NOW),
    )
    .await?;
    Ok(())
}
