package dev.tarn.catalog.http;

/// A body that is printed already, in UTF-8. Callers must not write to the array.
@SuppressWarnings("ArrayRecordComponent") // never compared
record JsonBytes(byte[] bytes) {}
