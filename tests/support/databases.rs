//! An empty database of each kind, for one test.

use sqlx::{Connection as _, Executor as _};

/// Where an empty database is. It disappears with this value or with the cluster.
pub struct Fresh {
    /// What `Db::open` takes.
    pub url: String,
    _folder: Option<tempfile::TempDir>,
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
    }
}
