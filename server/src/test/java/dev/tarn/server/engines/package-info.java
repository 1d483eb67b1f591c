/// Other engines, unmodified and in processes of their own, over one running Tarn: what they write
/// we read, what we write they read. Slow, so tagged `long`; docs/TESTING.md says how to run them.
/// Their class paths and the small programs that drive them are in `src/test/engines`.
@NullMarked
package dev.tarn.server.engines;

import org.jspecify.annotations.NullMarked;
