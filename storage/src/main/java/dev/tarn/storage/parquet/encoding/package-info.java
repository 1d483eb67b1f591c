/// Pages of Parquet files to arrays: levels, every encoding, codecs, and the conversion of values
/// as Parquet keeps them to values of a column's type.
///
/// Does not belong here: which pages of which columns are read (`parquet`), the bytes between pages
/// (`parquet.format`). Start reading at `PageValues`, `RunDecoder` and `PageDecompression`. Arrows:
/// this package sees `columnar`, `storage`'s errors and the names of `parquet.format`.
@NullMarked
package dev.tarn.storage.parquet.encoding;

import org.jspecify.annotations.NullMarked;
