/// Twins of loops in `parquet.encoding` by vector instructions: the only package of `storage` that
/// sees `jdk.incubator.vector`, which may be absent when it runs.
///
/// Does not belong here: anything without a scalar twin; choosing between the two, which `Simd`
/// does.
@NullMarked
package dev.tarn.storage.parquet.encoding.simd;

import org.jspecify.annotations.NullMarked;
