/// Streams of Arrow, read back as the format's pages describe them.
@NullMarked
package dev.tarn.server.arrow;

import org.jspecify.annotations.NullMarked;
