/// What is known of how many rows and values there are: from manifests, partitions, sketches and
/// samples where they say it, by rule of thumb where they do not.
///
/// Does not belong here: reading manifests (`schema`), choosing and reading samples
/// (`storage.table`), rewriting (`plan.rule`), the order of joins (`plan.order`), pruning
/// (`plan.lower`). Start reading at [Estimator].
@NullMarked
package dev.tarn.engine.plan.stats;

import org.jspecify.annotations.NullMarked;
