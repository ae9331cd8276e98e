/** What happened to a request: files and log groups, asked in SQL. */
@NullMarked
package dev.sallyport.views.log;

import org.jspecify.annotations.NullMarked;
