package dev.sallyport.core.sandbox;

import dev.sallyport.core.HouseRules;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super(Module.SANDBOX);
    }
}
