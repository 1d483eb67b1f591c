/// Which rows of a data file are deleted: position deletes, equality deletes, deletion vectors.
///
/// Does not belong here: reading the data file itself.
@NullMarked
package dev.tarn.storage.delete;

import org.jspecify.annotations.NullMarked;
