package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.parquet.encoding.Dictionary;

import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/// Which column chunks keep their dictionary in batches.
final class KeptDictionaries {
    /// Numbers above this many distinct values are cheaper flat: evaluating once an entry no longer
    /// saves much over once a row, and reading goes through one indirection more.
    private static final int MOST_NUMBERS = 512;

    private KeptDictionaries() {}

    /// Whether ids are kept: all pages are dictionary-encoded, and the values are byte strings, or
    /// few.
    static boolean keeps(Dictionary dictionary, ColumnChunkMetaData chunk) {
        if (ParquetUtil.hasNonDictionaryPages(chunk)) {
            return false;
        }
        DataType.Physical physical = dictionary.vector().type().physical();
        return physical == DataType.Physical.BYTES || dictionary.size() <= MOST_NUMBERS;
    }
}
