//! An empty database of each kind, for one test.

use std::time::Duration;

use sqlx::{Connection as _, Executor as _};

/// Where an empty database is. It disappears with this value: a thousand of them would fill a disk.
pub struct Fresh {
    /// What `Db::open` takes.
    pub url: String,
    _folder: Option<tempfile::TempDir>,
    _database: Option<Dropped>,
}

/// A database on a PostgreSQL server, which is dropped with this value.
struct Dropped {
    server: String,
    name: String,
}

impl Drop for Dropped {
    /// On a thread of its own, because the test's runtime is still there and may not be waited on.
    fn drop(&mut self) {
        let server = std::mem::take(&mut self.server);
        let name = std::mem::take(&mut self.name);
        let dropping = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime")
                .block_on(drop_database(&server, &name));
        });
        // A test whose server is gone by now (it may be what was tested) has nothing left to drop.
        drop(dropping.join());
    }
}

/// Whoever is still connected is thrown out.
async fn drop_database(server: &str, name: &str) {
    let connecting = sqlx::PgConnection::connect(server);
    let Ok(Ok(mut connection)) = tokio::time::timeout(Duration::from_secs(5), connecting).await
    else {
        return;
    };
    let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
    connection.execute(drop).await.expect("the database gone");
}

/// One SQLite file and, where `TEST_DATABASE_URL` names a PostgreSQL server, one database on it.
/// `make unit` always names one.
pub async fn fresh() -> Vec<Fresh> {
    let mut all = vec![sqlite()];
    match std::env::var("TEST_DATABASE_URL") {
        Ok(server) => all.push(postgres(&server).await),
        Err(_) => assert!(
            std::env::var("CI").is_err(),
            "TEST_DATABASE_URL must name a PostgreSQL server: run the tests with make"
        ),
    }
    all
}

/// One SQLite file.
pub fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    Fresh {
        url,
        _folder: Some(folder),
        _database: None,
    }
}

/// One database on a PostgreSQL server.
pub async fn postgres(server: &str) -> Fresh {
    let mut connection = sqlx::PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server");
    let (id,): (uuid::Uuid,) = sqlx::query_as("SELECT gen_random_uuid()")
        .fetch_one(&mut connection)
        .await
        .expect("an id");
    let name = format!("test_{}", id.simple());
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"));
    connection.execute(create).await.expect("a new database");
    let (base, _) = server
        .rsplit_once('/')
        .expect("an address that ends in a database's name");
    Fresh {
        url: format!("{base}/{name}"),
        _folder: None,
        _database: Some(Dropped {
            server: server.to_owned(),
            name,
        }),
    }
}
