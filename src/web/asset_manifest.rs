//! What browsers load: the stylesheet and the program, in a folder that is named after its content.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

/// The built files, as the build listed them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AssetManifest {
    /// The name of their folder.
    folder: String,
    /// For each part of the program the modules it consists of.
    parts: BTreeMap<String, Vec<String>>,
}

impl AssetManifest {
    /// Reads the list in `root`. Without one, as in tests of the server alone, pages name files that are not there.
    pub fn read(root: &Path) -> Self {
        std::fs::read(root.join("site.json"))
            .ok()
            .and_then(|list| serde_json::from_slice(&list).ok())
            .unwrap_or_default()
    }

    /// The address of a built file.
    pub fn address(&self, file: &str) -> String {
        ["/pkg/", &self.folder, "/", file].concat()
    }

    /// The addresses of the modules of a part.
    pub fn part(&self, name: &str) -> Vec<String> {
        let modules = self.parts.get(name).into_iter().flatten();
        modules
            .map(|module| self.address(&[module, ".wasm"].concat()))
            .collect()
    }
}
