/** Ruby's own classes and modules. */
export const libraryClasses: ReadonlySet<string> = new Set(
  (
    'Array BasicObject Binding Class Comparable Complex Data Dir Encoding Enumerable Enumerator Exception Fiber ' +
    'File FileTest Float GC Hash IO Integer Kernel Marshal MatchData Math Method Module Monitor Mutex NilClass ' +
    'Numeric Object ObjectSpace Proc Process Queue Ractor Random Range Rational Regexp Set Signal String Struct ' +
    'Symbol Thread ThreadGroup Time TracePoint TrueClass FalseClass UnboundMethod Warning ENV ARGV STDIN STDOUT ' +
    'STDERR DATA RUBY_VERSION RUBY_PLATFORM RUBY_ENGINE StandardError RuntimeError ArgumentError TypeError ' +
    'NameError NoMethodError NotImplementedError IndexError KeyError StopIteration RangeError FloatDomainError ' +
    'ZeroDivisionError IOError EOFError SystemCallError SystemExit Interrupt ScriptError LoadError SyntaxError ' +
    'SecurityError FrozenError FiberError ThreadError RegexpError EncodingError LocalJumpError NoMemoryError ' +
    'SignalException SystemStackError UncaughtThrowError Errno ConditionVariable SizedQueue ClosedQueueError ' +
    'Date DateTime JSON YAML Psych CSV Logger StringIO Tempfile Pathname FileUtils Forwardable Singleton ' +
    'OpenStruct SecureRandom Digest Base64 URI Net ERB CGI Socket TCPSocket TCPServer OpenSSL Zlib Timeout ' +
    'Benchmark BigDecimal Observable Delegator SimpleDelegator DelegateClass Shellwords Open3 OptionParser Etc ' +
    'Gem Bundler RbConfig Ripper Coverage PP PStore Find Tsort TSort WeakRef Resolv IPAddr Readline'
  ).split(' '),
);

/** What every object has of the language's own: `Kernel`'s functions, and what objects and classes can. */
export const libraryMembers: ReadonlySet<string> = new Set(
  (
    'puts print p pp printf putc gets format sprintf raise fail exit exit! abort at_exit sleep rand srand loop ' +
    'catch throw binding caller caller_locations eval exec system spawn fork trap warn open select test ` ' +
    'block_given? lambda proc require require_relative load autoload Integer Float String Array Hash Rational ' +
    'Complex freeze frozen? dup clone itself tap then yield_self nil? is_a? kind_of? instance_of? respond_to? ' +
    'send public_send __send__ method methods instance_variable_get instance_variable_set ' +
    'instance_variable_defined? instance_variables instance_eval instance_exec class_eval class_exec module_eval ' +
    'object_id hash eql? equal? == != === =~ <=> ! inspect to_s to_enum enum_for extend display singleton_class ' +
    'define_singleton_method class __method__ __dir__ attr_reader attr_writer attr_accessor attr include prepend ' +
    'private protected public module_function private_class_method public_class_method private_constant ' +
    'define_method alias_method remove_method undef_method const_get const_set const_defined? const_missing ' +
    'instance_methods instance_method method_defined? instance_methods ancestors superclass new allocate name ' +
    'refine using using public_method_defined? private_method_defined? remove_const class_variable_get ' +
    'class_variable_set method_missing respond_to_missing? initialize set_trace_func iterator? local_variables ' +
    'global_variables syscall'
  ).split(' '),
);
