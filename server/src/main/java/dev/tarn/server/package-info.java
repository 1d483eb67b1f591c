/// The composition root: the command line, the configuration, and everything stood up and wired by
/// hand.
///
/// Belongs here: [Main] and [Tarn], which opens the catalog and the engine and closes them again.
/// Does not belong here: the doors themselves (`http`, `trino`, `rest`, `shell`), which only see
/// what [Tarn] hands them; logic of catalog, engine or maintenance, which are modules of their own.
///
/// Start reading at [Main], then [Tarn]. Arrows go from here to every other module, never back.
@NullMarked
package dev.tarn.server;

import org.jspecify.annotations.NullMarked;
