import { expect, test } from 'vitest';
import { readManifests } from './read-manifests.ts';

/** What the manifests among the files declare, as lines. */
function declared(files: Readonly<Record<string, string>>): Record<string, string[]> {
  const manifests = readManifests(Object.keys(files).sort(), (path) => files[path]);
  return Object.fromEntries(
    [...manifests].map(([path, { dependencies, includes, isBroken }]) => [
      path,
      isBroken
        ? ['broken']
        : [
            ...dependencies.map(({ name, requirement }) => `${name} ${requirement}`.trim()),
            ...includes.map((file) => `includes ${file}`),
          ],
    ]),
  );
}

test('package.json: every section, aliases as written', () => {
  const text = JSON.stringify({
    name: 'shop',
    dependencies: { react: '^18.2.0', kuzu: 'npm:@ladybugdb/core@0.19.1', odd: { version: 1 } },
    devDependencies: { vitest: '5.1.1' },
    peerDependencies: { react: '^18.2.0' },
    optionalDependencies: { fsevents: '*' },
  });
  expect(declared({ 'web/package.json': text })).toEqual({
    'web/package.json': ['react ^18.2.0', 'kuzu npm:@ladybugdb/core@0.19.1', 'vitest 5.1.1', 'fsevents *'],
  });
});

test('pyproject.toml: standard metadata, extras, groups, and Poetry', () => {
  const standard = `
[project]
dependencies = ["requests[socks] >= 2.8.1, == 2.8.* ; python_version < '3'", "django", "pip @ https://example.org/pip.zip"]
[project.optional-dependencies]
postgres = ["psycopg (>=3)"]
[dependency-groups]
test = ["pytest>7", {include-group = "lint"}, "not a requirement"]
lint = ["ruff"]
`;
  const poetry = `
[tool.poetry.dependencies]
python = "^3.11"
flask = "^3"
celery = { version = "5.3", extras = ["redis"] }
own = { git = "https://example.org/own.git" }
numpy = [{ version = "1", python = "<3.9" }, { version = "2", python = ">=3.9" }]
[tool.poetry.group.dev.dependencies]
mypy = "*"
`;
  expect(declared({ 'a/pyproject.toml': standard, 'b/pyproject.toml': poetry })).toEqual({
    'a/pyproject.toml': [
      'requests >= 2.8.1, == 2.8.*',
      'django',
      'pip https://example.org/pip.zip',
      'psycopg >=3',
      'pytest >7',
      'ruff',
    ],
    'b/pyproject.toml': [
      'flask ^3',
      'celery 5.3',
      'own https://example.org/own.git',
      'numpy 1',
      'numpy 2',
      'mypy *',
    ],
  });
});

test('requirements files: markers, extras, hashes, addresses, and files included under any name', () => {
  const files = {
    'requirements-dev.txt': '-r requirements.txt\n-c limits.txt\n-r pinned/more.list\npytest\n',
    'requirements.txt': `# all
django[argon2]==5.2 ; python_version >= "3.10"  # the framework
urllib3==2.0 \\
    --hash=sha256:abc \\
    --hash=sha256:def
-e git+https://example.org/tool.git@main#egg=tool&subdirectory=x
--index-url https://example.org/simple
./local
https://example.org/nameless.zip
flask @ https://example.org/flask.zip
`,
    'pinned/more.list': '-r ../requirements-dev.txt\nsix>=1\n',
  };
  expect(declared(files)).toEqual({
    'requirements-dev.txt': ['pytest', 'includes requirements.txt', 'includes pinned/more.list'],
    'requirements.txt': [
      'django ==5.2',
      'urllib3 ==2.0',
      'tool git+https://example.org/tool.git@main',
      'flask https://example.org/flask.zip',
    ],
    'pinned/more.list': ['six >=1', 'includes requirements-dev.txt'],
  });
});

test('Gemfile and gemspec: options, groups, comments, text that only looks like a call', () => {
  const files = {
    'shop/Gemfile': `source 'https://example.org'
ruby '3.3.0'
gemspec
gem 'rails', '~> 7.1', '>= 7.1.2' # gem 'no', '1'
gem "pg", group: :production if RUBY_PLATFORM
group :test do
  gem('rspec', require: false)
  gem 'tool', git: 'https://example.org/tool.git', tag: 'v1'
  gem 'old', :path => '../old'
end
=begin
gem 'hidden'
=end
gem "many",
    ">= 1",
    require: ['a', 'b']
gem "x-#{name}"
eval_gemfile 'gems/extra.gemfile'
`,
    'shop/gems/extra.gemfile': "gem 'extra'\n",
    'shop/shop.gemspec': `Gem::Specification.new do |spec|
  spec.name = 'shop'
  spec.description = <<~TEXT
    spec.add_dependency 'never'
  TEXT
  spec.add_dependency 'rack', '>= 2'.freeze
  spec.add_runtime_dependency(%q<json>, ["~> 2.0", "< 3"])
  spec.add_development_dependency "rake"
end
`,
  };
  expect(declared(files)).toEqual({
    'shop/Gemfile': [
      'rails ~> 7.1, >= 7.1.2',
      'pg',
      'rspec',
      'tool https://example.org/tool.git',
      'old ../old',
      'many >= 1',
      'includes shop/gems/extra.gemfile',
      'includes shop/shop.gemspec',
    ],
    'shop/gems/extra.gemfile': ['extra'],
    'shop/shop.gemspec': ['rack >= 2', 'json ~> 2.0, < 3', 'rake'],
  });
});

test('go.mod: single lines and blocks; what is replaced or left out is no requirement', () => {
  const text = `module example.org/shop
go 1.26
require example.org/one v1.0.0
require (
	example.org/two/v2 v2.3.4 // indirect
	"example.org/three" v0.0.0-20200101000000-abcdefabcdef
)
exclude example.org/two v1.0.0
replace example.org/one => ../one
`;
  expect(declared({ 'go.mod': text })).toEqual({
    'go.mod': [
      'example.org/one v1.0.0',
      'example.org/two/v2 v2.3.4',
      'example.org/three v0.0.0-20200101000000-abcdefabcdef',
    ],
  });
});

test('Cargo.toml: sections, targets, renamed crates, and what the workspace says', () => {
  const files = {
    'Cargo.toml':
      '[workspace]\nmembers = ["app"]\n[workspace.dependencies]\nserde = { version = "1.0", features = ["derive"] }\n',
    'app/Cargo.toml': `[dependencies]
serde = { workspace = true }
rand07 = { package = "rand", version = "0.7" }
own = { path = "../own" }
log.version = "0.4"
[dev-dependencies]
criterion = "0.5"
[build-dependencies]
cc = { git = "https://example.org/cc" }
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
`,
  };
  expect(declared(files)).toEqual({
    'Cargo.toml': ['serde 1.0'],
    'app/Cargo.toml': [
      'serde 1.0',
      'rand 0.7',
      'own ../own',
      'log 0.4',
      'criterion 0.5',
      'cc https://example.org/cc',
      'winapi 0.3',
    ],
  });
});

test('pom.xml: properties, managed versions and parents in the repository', () => {
  const files = {
    'pom.xml': `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>org.example</groupId><artifactId>parent</artifactId><version>3</version>
  <properties><slf4j.version>2.0.9</slf4j.version><loop>\${loop}</loop></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>\${slf4j.version}</version></dependency>
  </dependencies></dependencyManagement>
</project>`,
    'app/pom.xml': `<project>
  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>3</version></parent>
  <artifactId>app</artifactId>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>
    <dependency><groupId>\${project.groupId}</groupId><artifactId>core</artifactId><version>\${project.version}</version></dependency>
    <dependency><groupId>a</groupId><artifactId>b</artifactId><version>\${loop}</version>
      <exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions></dependency>
  </dependencies>
  <profiles><profile><dependencies>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version></dependency>
  </dependencies></profile></profiles>
</project>`,
  };
  expect(declared(files)).toEqual({
    'pom.xml': ['org.slf4j:slf4j-api 2.0.9'],
    'app/pom.xml': [
      'org.example:parent 3',
      'org.slf4j:slf4j-api 2.0.9',
      'org.example:core 3',
      'a:b ${loop}',
      'junit:junit 4.13',
    ],
  });
});

test('Gradle: coordinates, parts, catalogs and constants, in Groovy and in Kotlin', () => {
  const files = {
    'build.gradle': `buildscript { dependencies { classpath 'com.android.tools:gradle:8.0' } }
ext { springVersion = '6.1.0' }
def junit = '5.10'
dependencies {
  implementation "org.springframework:spring-core:$springVersion"
  api group: 'commons-io', name: 'commons-io', version: '2.11'
  implementation(platform('org.boms:bom:1.0'))
  // implementation 'not:this:1'
  implementation('a:b:1') { exclude group: 'x', module: 'y' }
  implementation project(':core')
  testImplementation "org.junit:junit:\${junit}", 'org.mockito:mockito:5'
  runtimeOnly "computed:thing:\${version()}"
}
println 'q:r:s'
`,
    'app/build.gradle.kts': `plugins { id("org.jetbrains.kotlin.jvm") version "2.0" }
val ktor = "2.3"
dependencies {
    implementation("io.ktor:ktor-core:$ktor")
    implementation(libs.commons.lang3)
    testImplementation(libs.bundles.testing)
    implementation(group = "g", name = "n", version = "1")
    "kapt"("d:e:2")
    implementation(kotlin("stdlib"))
}
`,
    'gradle/libs.versions.toml': `[versions]
lang = "3.12"
[libraries]
commons-lang3 = { module = "org.apache.commons:commons-lang3", version.ref = "lang" }
assertj = "org.assertj:assertj-core:3.24"
strict = { group = "s", name = "t", version = { strictly = "[1,2)" } }
[bundles]
testing = ["assertj"]
`,
  };
  expect(declared(files)).toEqual({
    'build.gradle': [
      'com.android.tools:gradle 8.0',
      'org.springframework:spring-core 6.1.0',
      'commons-io:commons-io 2.11',
      'org.boms:bom 1.0',
      'a:b 1',
      'org.junit:junit 5.10',
      'org.mockito:mockito 5',
      'computed:thing',
    ],
    'app/build.gradle.kts': [
      'io.ktor:ktor-core 2.3',
      'org.apache.commons:commons-lang3 3.12',
      'org.assertj:assertj-core 3.24',
      'g:n 1',
      'd:e 2',
    ],
    'gradle/libs.versions.toml': [
      'org.apache.commons:commons-lang3 3.12',
      'org.assertj:assertj-core 3.24',
      's:t [1,2)',
    ],
  });
});

test('composer.json: packages, not the platform', () => {
  const text =
    '{"require": {"php": ">=8.1", "ext-json": "*", "monolog/monolog": "^3"}, "require-dev": {"phpunit/phpunit": "10"}}';
  expect(declared({ 'composer.json': text })).toEqual({
    'composer.json': ['monolog/monolog ^3', 'phpunit/phpunit 10'],
  });
});

test('.NET: references, versions managed above, properties, and the old form', () => {
  const files = {
    'Directory.Packages.props': `<Project><PropertyGroup><V>13.0.3</V></PropertyGroup>
<ItemGroup><PackageVersion Include="Newtonsoft.Json" Version="$(V)" /></ItemGroup></Project>`,
    'src/App.csproj': `\uFEFF<Project Sdk="Microsoft.NET.Sdk">
<PropertyGroup><SerilogVersion>3.1</SerilogVersion></PropertyGroup>
<ItemGroup>
  <PackageReference Include="newtonsoft.json" />
  <PackageReference Include="Serilog" Version="$(SerilogVersion)" />
  <PackageReference Include="Moq"><Version>4.20</Version></PackageReference>
  <ProjectReference Include="..\\Core\\Core.csproj" />
</ItemGroup></Project>`.slice(1),
    'old/packages.config':
      '<packages><package id="NUnit" version="2.6" targetFramework="net45" /></packages>',
  };
  expect(declared(files)).toEqual({
    'Directory.Packages.props': ['Newtonsoft.Json 13.0.3'],
    'src/App.csproj': ['newtonsoft.json 13.0.3', 'Serilog 3.1', 'Moq 4.20'],
    'old/packages.config': ['NUnit 2.6'],
  });
});

test.for([
  ['package.json', '{"dependencies": '],
  ['package.json', '[1, 2]'],
  ['Cargo.toml', '[dependencies\nserde = '],
  ['pyproject.toml', '<<<<<<< HEAD\n'],
  ['pom.xml', '<project><dependencies></project>'],
  ['pom.xml', ''],
  ['App.csproj', 'not xml'],
] as const)('a broken %s says so', ([path, text]) => {
  expect(declared({ [path]: text })).toEqual({ [path]: ['broken'] });
});

test('entities of a document type are neither read nor expanded', () => {
  const bomb = `<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<project><dependencies><dependency><groupId>&b;</groupId><artifactId>&f;</artifactId></dependency></dependencies></project>`;
  expect(declared({ 'pom.xml': bomb })).toEqual({ 'pom.xml': ['broken'] });
});

test('parents in a circle, and very deep nesting, end', () => {
  const child = (parent: string) =>
    `<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version><relativePath>${parent}</relativePath></parent></project>`;
  const files = {
    'a/pom.xml': child('../b'),
    'b/pom.xml': child('../a/pom.xml'),
    'deep/package.json': '['.repeat(200_000),
    'deep/pom.xml': '<a>'.repeat(100_000),
    'deep/Cargo.toml': `a = ${'['.repeat(100_000)}`,
    'deep/build.gradle': 'dependencies {'.repeat(100_000),
    'deep/Gemfile': "gem 'x', [".repeat(50_000),
  };
  const found = declared(files);
  expect(found['a/pom.xml']).toEqual(['g:p 1']);
  expect(found['deep/pom.xml']).toEqual(['broken']);
  expect(Object.keys(found)).toHaveLength(7);
});

test('keys with a meaning for the platform are plain names', () => {
  const text = '{"dependencies": {"__proto__": "1", "constructor": "2", "toString": "3"}}';
  expect(declared({ 'package.json': text })['package.json']).toEqual([
    '__proto__ 1',
    'constructor 2',
    'toString 3',
  ]);
});
