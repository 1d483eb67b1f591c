package dev.tarn.storage.io.remote;

import java.util.Iterator;

/// A listing whose failures name what was listed.
record CheckedIterator<T>(Iterator<T> items, String prefix) implements Iterator<T> {
    @Override
    public boolean hasNext() {
        return CheckedFileIO.check("list", prefix, items::hasNext);
    }

    @Override
    public T next() {
        return CheckedFileIO.check("list", prefix, items::next);
    }
}
