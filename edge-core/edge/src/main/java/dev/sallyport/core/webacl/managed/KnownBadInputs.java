package dev.sallyport.core.webacl.managed;

import static dev.sallyport.core.webacl.managed.ManagedGroups.rule;

import dev.sallyport.core.webacl.managed.ManagedGroup.ManagedRule;
import java.util.List;

/** Known bad inputs, after waf/latest/developerguide/aws-managed-rule-groups-baseline.html. */
final class KnownBadInputs {
    private static final String DESERIALIZATION = "(?i:java\\.lang\\.(?:runtime|processbuilder)|getruntime\\s*\\(\\s*\\)|"
            + "class\\.module\\.classloader|javax\\.script\\.scriptenginemanager|aced0005)|\\brO0AB";
    private static final String LOG4J = "(?i)\\$\\{\\s*jndi\\s*:|\\$\\{(?:::-j|[^}]{0,60}\\$\\{\\s*(?:lower|upper|env|sys|date|::-|:-))|"
            + "\\$\\{\\s*(?:lower|upper)\\s*:\\s*[jndi:]{1,4}\\s*\\}";
    private static final String PATHS = "(?i)/(?:web-inf|meta-inf)(?:/|$)|/\\.(?:git|svn|hg|aws|ssh)(?:/|$)|/\\.env(?:$|[./])|"
            + "/(?:wp-config|phpinfo)\\.php|/actuator/(?:env|heapdump|gateway)|/server-status$";
    private static final String REACT =
            "\\$[0-9a-fA-F]*:(?:__proto__|constructor)\\b|\"resolved_model\"|\"?_response\"?\\s*:\\s*\\{\\s*\"?_prefix";

    private KnownBadInputs() {}

    static List<ManagedRule> rules() {
        return List.of(
                rule("JavaDeserializationRCE_HEADER", "JavaDeserializationRCE_Header", Inspect.HEADERS.matches(DESERIALIZATION)),
                rule("JavaDeserializationRCE_BODY", "JavaDeserializationRCE_Body", Inspect.BODY.matches(DESERIALIZATION)),
                rule("JavaDeserializationRCE_URIPATH", "JavaDeserializationRCE_URIPath", Inspect.URI_PATH.matches(DESERIALIZATION)),
                rule("JavaDeserializationRCE_QUERYSTRING", "JavaDeserializationRCE_QueryString", Inspect.QUERY_STRING.matches(DESERIALIZATION)),
                rule("Host_localhost_HEADER", "Host_Localhost_Header", Inspect.HOST.matches("(?i)^localhost(?::\\d+)?$")),
                rule("PROPFIND_METHOD", "Propfind_Method", Inspect.METHOD.matches("(?i)^propfind$")),
                rule("ExploitablePaths_URIPATH", "ExploitablePaths_URIPath", Inspect.URI_PATH.matches(PATHS)),
                rule("Log4JRCE_HEADER", "Log4JRCE_Header", Inspect.HEADERS.matches(LOG4J)),
                rule("Log4JRCE_QUERYSTRING", "Log4JRCE_QueryString", Inspect.QUERY_STRING.matches(LOG4J)),
                rule("Log4JRCE_BODY", "Log4JRCE_Body", Inspect.BODY.matches(LOG4J)),
                rule("Log4JRCE_URIPATH", "Log4JRCE_URIPath", Inspect.URI_PATH.matches(LOG4J)),
                rule("ReactJSRCE_BODY", "ReactJSRCE_Body", Inspect.BODY.matches(REACT)));
    }
}
