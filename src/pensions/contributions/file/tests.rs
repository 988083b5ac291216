//! Reading files of contributions.
