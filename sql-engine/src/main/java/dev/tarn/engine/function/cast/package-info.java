/// Conversions between types, as functions of one argument.
///
/// Belongs here: which types convert and how, with Trino's rounding and errors. Does not belong
/// here: which conversions happen without being asked ([dev.tarn.engine.function.Coercions]). Start
/// reading at [Casts].
@NullMarked
package dev.tarn.engine.function.cast;

import org.jspecify.annotations.NullMarked;
