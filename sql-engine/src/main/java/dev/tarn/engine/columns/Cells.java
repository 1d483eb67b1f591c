package dev.tarn.engine.columns;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

/// The selected values of a column, whatever its encoding: value `i` is `values[positions[i]]`, or
/// `values[i]` where there are no positions. All arrays are borrowed.
public record Cells(FlatVector values, int @Nullable [] positions, int count) {

    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public Cells(FlatVector values, int @Nullable [] positions, int count) {
        this.values = values;
        this.positions = positions;
        this.count = count;
    }

    /// The rows of `column` that `batch` selects.
    public static Cells of(Vector column, Batch batch) {
        return of(column, batch.selection(), batch.selectedCount());
    }

    /// The rows `selection[0..count)` of `column`, or `0..count` where there is no selection.
    public static Cells of(Vector column, int @Nullable [] selection, int count) {
        return switch (column) {
            case FlatVector flat -> new Cells(flat, selection, count);
            case ConstantVector constant -> new Cells(constant.value(), new int[count], count);
            case SequenceVector sequence -> new Cells(sequence.flatten(), selection, count);
            case DictionaryVector coded -> {
                if (selection == null) {
                    yield new Cells(coded.dictionary(), coded.ids(), count);
                }
                int[] ids = coded.ids();
                int[] positions = new int[count];
                for (int i = 0; i < count; i++) {
                    positions[i] = ids[selection[i]];
                }
                yield new Cells(coded.dictionary(), positions, count);
            }
        };
    }

    /// Where in `values` value `i` stands; for single looks.
    int position(int i) {
        return positions == null ? i : positions[i];
    }
}
