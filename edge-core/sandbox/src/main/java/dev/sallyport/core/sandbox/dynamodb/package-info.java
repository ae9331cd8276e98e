/** DynamoDB in the sandbox: tables, items and the expressions over them. */
@NullMarked
package dev.sallyport.core.sandbox.dynamodb;

import org.jspecify.annotations.NullMarked;
