/// The door of `./tarn bench`, and benchmarks of single loops, by JMH. Built with `-Pbench` only.
///
/// Belongs here: one class a loop, over data that looks like the real thing, with a check of the
/// result in its set-up and a test that runs it once. Does not belong here: code that the product
/// uses, or numbers (they are in docs/PERFORMANCE.md, with machine and command). Benchmarks of the
/// whole have packages of their own. Start reading at [Bench], for loops at [LikeBenchmark].
@NullMarked
package dev.tarn.bench;

import org.jspecify.annotations.NullMarked;
