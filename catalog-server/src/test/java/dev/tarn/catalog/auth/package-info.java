@NullMarked
package dev.tarn.catalog.auth;

import org.jspecify.annotations.NullMarked;
