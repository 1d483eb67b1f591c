/// Aggregations whose answer stands in a table's manifests, given without reading rows. Start at
/// [dev.tarn.engine.plan.answer.MetadataAnswers].
///
/// Does not hold: estimates ([dev.tarn.engine.plan.stats]), which may be wrong; nothing here may.
@NullMarked
package dev.tarn.engine.plan.answer;

import org.jspecify.annotations.NullMarked;
