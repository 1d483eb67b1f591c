/// Results as Arrow's IPC streams.
///
/// Belongs here: Arrow's metadata as FlatBuffers and its buffers, of our vectors. Does not belong
/// here: HTTP (`rest`), texts (`output`).
///
/// Start reading at [ArrowStreamWriter].
@NullMarked
package dev.tarn.server.arrow;

import org.jspecify.annotations.NullMarked;
