/// What is known of how many rows and values there are, as Calcite's metadata: from manifests where
/// they say it, by rule of thumb where they do not.
///
/// Does not belong here: rewriting (`plan.rule`), pruning (`plan.lower`). Start reading at
/// [TableMetadata].
@NullMarked
package dev.tarn.engine.plan.stats;

import org.jspecify.annotations.NullMarked;
