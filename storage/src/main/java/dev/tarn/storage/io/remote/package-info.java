/// What stores have in common, wherever they are: failures in our words that name the file, streams
/// that read from any position, and neighbouring ranges read together and side by side.
///
/// Does not belong here: how one store is spoken to. Start reading at `CheckedFileIO`.
@NullMarked
package dev.tarn.storage.io.remote;

import org.jspecify.annotations.NullMarked;
