@NullMarked
package dev.tarn.catalog.access;

import org.jspecify.annotations.NullMarked;
