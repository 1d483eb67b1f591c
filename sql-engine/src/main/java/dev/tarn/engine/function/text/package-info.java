/// Functions of strings and binaries.
///
/// Belongs here: functions by name over UTF-8 bytes; positions and lengths count code points, and
/// start at 1. Does not belong here: LIKE and casts (`function.operator`, `function.cast`). The
/// loop over rows is shared and calls one lambda a value, which costs little beside the bytes that
/// it moves. Start reading at [TextFunctions].
@NullMarked
package dev.tarn.engine.function.text;

import org.jspecify.annotations.NullMarked;
