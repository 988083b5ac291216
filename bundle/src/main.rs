//! Turns the WebAssembly that rustc wrote into the two files a browser loads: the module itself
//! and the JavaScript that connects it with the page.
//!
//! It does what the command `wasm-bindgen` does. The command would be one more thing to install,
//! in exactly the right version, and takes longer to compile than the program it serves; as a
//! member of the workspace its version is in Cargo.lock beside that of the main crate.

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output_directory, name] = arguments.as_slice() else {
        eprintln!("usage: bundle INPUT.wasm OUTPUT_DIRECTORY NAME");
        return ExitCode::FAILURE;
    };

    let mut bindgen = Bindgen::new();
    let written = bindgen
        .input_path(input)
        .out_name(name)
        .typescript(false)
        // Names and producers are for debuggers, and every visitor would download them.
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(output_directory));

    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {input} could not be prepared for the browser: {error:#}");
            ExitCode::FAILURE
        }
    }
}
