package dev.sallyport.core.webacl;

import java.util.Set;

/**
 * What a label match statement looks for. A key without the {@code awswaf:} prefix means labels of the statement's own
 * web ACL or rule group (waf/latest/developerguide/waf-rule-label-match.html).
 *
 * @param key as in the statement
 * @param namespace whether it names a namespace instead of a label
 * @param prefix of the context, empty for a fully qualified key
 */
record LabelPattern(String key, boolean namespace, String prefix) {
    static LabelPattern of(String key, boolean namespace, String contextPrefix) {
        return new LabelPattern(key, namespace, key.startsWith("awswaf:") ? "" : contextPrefix);
    }

    boolean matches(String label) {
        if (!label.startsWith(prefix)) {
            return false;
        }
        String rest = label.substring(prefix.length());
        if (namespace) {
            String spaces = key.endsWith(":") ? key : key + ":";
            return rest.startsWith(spaces) || (!prefix.isEmpty() && rest.contains(":" + spaces));
        }
        return rest.equals(key) || (!prefix.isEmpty() && rest.endsWith(":" + key));
    }

    /**
     * Whether a label that may have been added would match.
     *
     * @param possible fully qualified; one that ends in a colon stands for a whole namespace
     * @param but labels of that namespace that are not meant
     */
    boolean mayMatch(String possible, Set<String> but) {
        if (!possible.endsWith(":")) {
            return matches(possible);
        }
        String full = prefix + key;
        if (!namespace && but.contains(full)) {
            return false;
        }
        return full.startsWith(possible) || (namespace && possible.startsWith(full)) || (!prefix.isEmpty() && possible.startsWith(prefix));
    }
}
