package dev.sallyport.core.proof;

import java.util.Map;

/**
 * What the proofs are about: a stack as it stands, or as a staging copy would have it.
 *
 * @param stack its name
 * @param parameters of its template, by name
 * @param outputs by name
 */
public record Subject(String stack, Map<String, String> parameters, Map<String, String> outputs) {}
