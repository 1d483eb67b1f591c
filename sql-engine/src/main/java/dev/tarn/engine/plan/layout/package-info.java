/// What the files of tables allow by the way they are laid out: which joins can be made by merging
/// buckets in order.
///
/// Does not belong here: choosing between what is allowed (`plan`), reading files in order (`scan`,
/// `join`). Start reading at [BucketLayouts].
@NullMarked
package dev.tarn.engine.plan.layout;

import org.jspecify.annotations.NullMarked;
