/// Functions of variants: parts by paths, JSON, what they hold.
///
/// Casts to and from variants are with the other casts. Start reading at [VariantFunctions].
@NullMarked
package dev.tarn.engine.function.variant;

import org.jspecify.annotations.NullMarked;
