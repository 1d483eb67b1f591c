/// The standard library: all families put together into one registry.
///
/// Belongs here: that one list. Does not belong here: the functions themselves, which live by topic
/// in `function.operator`, `.math`, `.text`, `.time`, `.nested`, `.aggregate`. Start reading at
/// [Functions].
@NullMarked
package dev.tarn.engine.function.library;

import org.jspecify.annotations.NullMarked;
