/// A client of another Tarn (or Trino) server, which makes its queries look like the engine's own.
///
/// Belongs here: following `nextUri`, and JSON back to vectors. Does not belong here: the server's
/// side of the protocol (`trino`), showing results (`shell`).
///
/// Start reading at [RemoteServer].
@NullMarked
package dev.tarn.server.remote;

import org.jspecify.annotations.NullMarked;
