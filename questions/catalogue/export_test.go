package catalogue

// ReadPackedRegistry is what IANA does once, for a benchmark to do often.
var ReadPackedRegistry = readPackedRegistry
