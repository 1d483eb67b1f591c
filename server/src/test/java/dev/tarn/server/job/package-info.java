/// Pipes as a server runs them, with time that only a test moves, and as two servers of one lake
/// do.
@NullMarked
package dev.tarn.server.job;

import org.jspecify.annotations.NullMarked;
