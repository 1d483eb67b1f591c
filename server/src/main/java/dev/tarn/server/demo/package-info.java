/// `tarn demo`: its own data, loaded, queried, changed and looked back at, with what it does said
/// on the way.
///
/// Belongs here: the generator of the city's trips, the files, the statements, the telling. Does
/// not belong here: anything that another part of Tarn needs; the demo uses SQL like everybody.
///
/// Start reading at [Demo].
@NullMarked
package dev.tarn.server.demo;

import org.jspecify.annotations.NullMarked;
