/// Functions that fit no other topic: conditions, types, the query's surroundings.
///
/// COALESCE, IF and TRY are evaluated lazily by `eval`, which knows them by name; the kernels here
/// serve whoever calls them directly. Start reading at [OtherFunctions].
@NullMarked
package dev.tarn.engine.function.misc;

import org.jspecify.annotations.NullMarked;
