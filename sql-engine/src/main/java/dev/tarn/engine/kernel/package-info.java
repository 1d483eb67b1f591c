/// Static loops over primitive arrays and the arithmetic that they call for each row.
///
/// Belongs here: code that knows arrays, bits and bytes, and nothing of vectors' encodings, types'
/// names or SQL's functions. Does not belong here: choosing a loop for types (`function`), walking
/// expression trees (`eval`), anything that allocates for each row. Arrays are borrowed unless a
/// method says otherwise. Start reading at [LongArithmetic], then [Int128].
@NullMarked
package dev.tarn.engine.kernel;

import org.jspecify.annotations.NullMarked;
