//! Turns the WebAssembly that rustc wrote into the files a browser loads: the module that starts the program, the
//! modules of the pages, and the JavaScript that connects them.
//!
//! It does what the commands `wasm-split` and `wasm-bindgen` do. The commands would be two more things to install,
//! in exactly the right versions, and take longer to compile than the program they serve; as a member of the
//! workspace their versions are in Cargo.lock beside those of the main crate.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output_directory, name] = arguments.as_slice() else {
        eprintln!("usage: bundle INPUT.wasm OUTPUT_DIRECTORY NAME");
        return ExitCode::FAILURE;
    };
    match bundle(Path::new(input), Path::new(output_directory), name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {input} could not be prepared for the browser: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(input: &Path, directory: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    // What an earlier program left behind would be handed out with this one.
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;

    let whole = fs::read(input)?;
    let start = directory.join("start.wasm");
    let main_module = ["./", name, ".js"].concat();
    let mut options = Options::new(&whole);
    options.output_dir = directory;
    options.main_out_path = &start;
    options.main_module = &main_module;
    options.link_name = "./parts.js";
    let split = wasm_split_cli_support::transform(options)?;

    Bindgen::new()
        .input_path(&start)
        .out_name(name)
        .typescript(false)
        // The modules of the pages are linked by these names.
        .keep_lld_exports(true)
        .demangle(false)
        // Names and producers are for debuggers, and every visitor would download them.
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)?
        .generate(directory)?;
    fs::rename(
        directory.join([name, "_bg.wasm"].concat()),
        directory.join([name, ".wasm"].concat()),
    )?;
    fs::remove_file(start)?;

    // Last, because its date tells make that everything is there.
    let parts: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(directory.join("parts.json"), serde_json::to_vec(&parts)?)?;
    Ok(())
}
