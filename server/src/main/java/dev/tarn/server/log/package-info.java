/// What is logged, where to and how: human lines to standard error, so that standard output stays
/// for results.
///
/// Belongs here: set-up of the library behind SLF4J. Does not: what is logged, which is for those
/// who log it.
@NullMarked
package dev.tarn.server.log;

import org.jspecify.annotations.NullMarked;
