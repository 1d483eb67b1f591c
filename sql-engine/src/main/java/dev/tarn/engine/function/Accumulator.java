package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import java.util.List;

/// The states of one aggregate function for all groups of one hash table, as arrays indexed by
/// group.
///
/// Groups are numbered from 0 without gaps. Not thread-safe: one thread owns it at a time. Null
/// arguments are skipped by the accumulator itself (`count(*)` has no arguments and skips nothing).
/// A sum that overflows its result type throws NUMERIC_VALUE_OUT_OF_RANGE.
public interface Accumulator {

    /// Makes room for groups `0..groupCount`; new ones are empty.
    void resize(int groupCount);

    /// Adds the selected rows: row `r` goes to group `groups[i]`, where `i` counts the selected
    /// rows from 0. `groups` and the arguments are borrowed: what is kept of them is copied. For an
    /// aggregation without keys every group is 0.
    void add(int[] groups, List<Vector> arguments, Rows rows);

    /// Adds states of `other`, of the same class: its group `from[i]` goes into this group `to[i]`,
    /// for `i` in `0..count`. Both arrays are borrowed; the groups of one partition are merged at a
    /// time, so `from` need not name all groups. Several threads may merge from the same `other` at
    /// once, which only reads it.
    void merge(Accumulator other, int[] from, int[] to, int count);

    /// Whether [#merge] can do more than each group of `other` once, as windows ask for: a group of
    /// `other` may go into several groups, and `other` may be this one, its groups merged into
    /// later ones step by step.
    default boolean mergesRepeatedly() {
        return false;
    }

    /// Whether states are kept as a few numbers each, so that one for each row costs little.
    default boolean hasSmallStates() {
        return stateTypes().stream()
                .allMatch(type ->
                        switch (type.physical()) {
                            case BOOLEAN, INT, LONG, FLOAT, DOUBLE, INT128 -> true;
                            case BYTES, LIST, MAP, STRUCT -> false;
                        });
    }

    /// The types of the columns as which states leave memory.
    List<DataType> stateTypes();

    /// The states of `groups[from..to)` as columns of the [#stateTypes()], a row a group: all that
    /// merging them elsewhere needs. `groups` is borrowed.
    List<Vector> save(int[] groups, int from, int to);

    /// Makes the first `count` rows of `saved` columns the states of the groups `0..count` of this
    /// accumulator, which has none yet. Only good for being merged into others afterwards: it may
    /// share arrays with the columns.
    void restore(List<? extends Vector> saved, int count);

    /// The results of groups `from..to`.
    Vector finish(int from, int to);

    /// Bytes of heap held, for the memory reservation.
    long sizeBytes();
}
