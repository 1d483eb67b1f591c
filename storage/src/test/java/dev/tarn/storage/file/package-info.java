/// What holds for files of every format.
@NullMarked
package dev.tarn.storage.file;

import org.jspecify.annotations.NullMarked;
