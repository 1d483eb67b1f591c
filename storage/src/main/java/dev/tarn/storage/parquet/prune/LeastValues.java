package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.KeyStart;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.format.Statistics;

import org.apache.iceberg.types.Type;

import java.util.ArrayList;
import java.util.List;

/// The least values of a column, as its row groups' bounds tell them.
public final class LeastValues {
    private LeastValues() {}

    /// One for each row group that tells it, in order; none where the column is not stored as
    /// integers, or has no field id.
    public static List<KeyStart> of(Footer footer, int fieldId, Type type) {
        List<KeyStart> starts = new ArrayList<>();
        for (SchemaNode leaf : footer.leaves()) {
            Integer id = leaf.element().fieldId();
            StoredType stored = StoredType.of(type, leaf.element());
            if (id == null || id != fieldId || stored == null) {
                continue;
            }
            for (RowGroup rowGroup : footer.rowGroups()) {
                Statistics bounds = rowGroup.chunk(leaf.leaf()).statistics();
                byte[] min = bounds == null ? null : bounds.min();
                if (min != null && stored.decode(min) instanceof Long least) {
                    starts.add(new KeyStart(least, rowGroup.compressedBytes()));
                }
            }
        }
        return starts;
    }
}
