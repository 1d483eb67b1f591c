package dev.tarn.columnar;

/// A column of `length` values of one type, in one of four encodings.
///
/// A vector never changes once built: whoever holds one may keep it, share it between threads and
/// put it into other batches, and nobody may write its arrays. Arrays that a vector exposes may be
/// longer than its length. Code that computes switches on the encoding once a batch, never once a
/// value.
///
/// The encodings follow DuckDB's and Velox's: flat arrays, ids into a dictionary, one value
/// repeated, and an arithmetic sequence.
public sealed interface Vector
        permits FlatVector, DictionaryVector, ConstantVector, SequenceVector {

    DataType type();

    /// How many values there are.
    int length();

    /// Whether the value at `row` is SQL NULL. For single looks; loops use [FlatVector#validity()].
    boolean isNull(int row);

    /// Whether some value may be null; false is a promise, true is not.
    boolean mayHaveNulls();

    /// This column as flat arrays of the same length; itself where it is flat already.
    FlatVector flatten();

    /// The values at `rows[0..count)`, in that order, as a new vector. Dictionaries stay shared.
    Vector take(int[] rows, int count);

    /// Bytes of heap that this vector's arrays hold, shared dictionaries counted whole.
    long sizeBytes();
}
