/// Values of the type variant: the bytes that vectors keep of them, their parts in files, their
/// text.
///
/// Iceberg's `org.apache.iceberg.variants` knows the encoding; here is what ties it to vectors.
/// Does not belong here: any file format, casts and functions of SQL. Start reading at
/// [VariantBytes].
@NullMarked
package dev.tarn.storage.variant;

import org.jspecify.annotations.NullMarked;
