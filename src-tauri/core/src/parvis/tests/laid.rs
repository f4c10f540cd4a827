//! What IT lays, while Parvis runs.

use super::*;
