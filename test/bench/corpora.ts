/**
 * What is measured: real sources of several languages in three sizes, each an archive that a package manager
 * fetches under a pinned version. A corpus is the files below `below` that end in one of `extensions`.
 */
export type CorpusSize = 'small' | 'medium' | 'large';

/** Whose package manager fetches the archive; it knows where from. */
export type PackageKind = 'npm' | 'python' | 'go' | 'crate' | 'maven' | 'debian';

export interface Corpus {
  readonly name: string;
  readonly language: string;
  readonly size: CorpusSize;
  readonly kind: PackageKind;
  readonly package: string;
  /** Of a Debian source package: the upstream version, whose archive no security update replaces. */
  readonly version: string;
  readonly sha256: string;
  /** Directory inside the archive, '' for all of it. */
  readonly below: string;
  readonly extensions: readonly string[];
}

const ecmascript = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];
const cFamily = ['c', 'h', 'cc', 'cpp', 'cxx', 'hpp', 'hh'];

export const corpora: readonly Corpus[] = [
  {
    name: 'flask',
    language: 'Python',
    size: 'small',
    kind: 'python',
    package: 'flask',
    version: '3.0.3',
    sha256: '34e815dfaa43340d1d15a5c3a02b8476004037eb4840b34910c6e21679d288f3',
    below: '',
    extensions: ['py'],
  },
  {
    name: 'rxjs',
    language: 'TypeScript',
    size: 'small',
    kind: 'npm',
    package: 'rxjs',
    version: '7.8.2',
    sha256: '2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82',
    below: 'package/src',
    extensions: ecmascript,
  },
  {
    name: 'cobra',
    language: 'Go',
    size: 'small',
    kind: 'go',
    package: 'github.com/spf13/cobra',
    version: 'v1.8.1',
    sha256: 'bf27a276f87257c93bc057309df30265a19beefc3d5fc887cbd8fc99ad35466a',
    below: '',
    extensions: ['go'],
  },
  {
    name: 'gson',
    language: 'Java',
    size: 'small',
    kind: 'maven',
    package: 'com.google.code.gson:gson',
    version: '2.11.0',
    sha256: '49a853f71bc874ee1898a4ad5009b57d0c536e5a998b3890253ffbf4b7276ad3',
    below: '',
    extensions: ['java'],
  },
  {
    name: 'clap_builder',
    language: 'Rust',
    size: 'small',
    kind: 'crate',
    package: 'clap_builder',
    version: '4.5.21',
    sha256: 'b17a95aa67cc7b5ebd32aa5370189aa0d79069ef1c64ce893bd30fb24bff20ec',
    below: '',
    extensions: ['rs'],
  },
  {
    name: 'leveldb',
    language: 'C++',
    size: 'small',
    kind: 'debian',
    package: 'leveldb',
    version: '1.23',
    sha256: '9a37f8a6174f09bd622bc723b55881dc541cd50747cbd08831c2a82d620f6d76',
    below: '',
    extensions: cFamily,
  },
  {
    name: 'django',
    language: 'Python',
    size: 'medium',
    kind: 'python',
    package: 'django',
    version: '3.2.25',
    sha256: 'a52ea7fcf280b16f7b739cec38fa6d3f8953a5456986944c3ca97e79882b4e38',
    below: 'django',
    extensions: ['py'],
  },
  {
    name: 'effect',
    language: 'TypeScript',
    size: 'medium',
    kind: 'npm',
    package: 'effect',
    version: '3.10.0',
    sha256: '624f9620d493535bdaff102720f4425be541f94f90be0e356e93af85bdb68799',
    below: 'package/src',
    extensions: ecmascript,
  },
  {
    name: 'client-go',
    language: 'Go',
    size: 'medium',
    kind: 'go',
    package: 'k8s.io/client-go',
    version: 'v0.31.0',
    sha256: 'e77649a58501ca45f662bb8dad543241bf8e7bc6087469a74c9d541d99a4c267',
    below: '',
    extensions: ['go'],
  },
  {
    name: 'guava',
    language: 'Java',
    size: 'medium',
    kind: 'maven',
    package: 'com.google.guava:guava',
    version: '33.3.1-jre',
    sha256: 'b7cbdad958b791f2a036abff7724570bf9836531c460966f8a3d0df8eaa1c21d',
    below: '',
    extensions: ['java'],
  },
  {
    name: 'kotlin-stdlib',
    language: 'Kotlin',
    size: 'medium',
    kind: 'maven',
    package: 'org.jetbrains.kotlin:kotlin-stdlib',
    version: '2.0.21',
    sha256: '5995c780c3ac742fb277ced561ebd7b0739227ea7c93a6bd9c7cee6593493fce',
    below: '',
    extensions: ['kt', 'java'],
  },
  {
    name: 'tokio',
    language: 'Rust',
    size: 'medium',
    kind: 'crate',
    package: 'tokio',
    version: '1.42.0',
    sha256: '5cec9b21b0450273377fc97bd4c33a8acffc8c996c987a7c5b319a0083707551',
    below: '',
    extensions: ['rs'],
  },
  {
    name: 'redis',
    language: 'C',
    size: 'medium',
    kind: 'debian',
    package: 'redis',
    version: '7.0.15',
    sha256: '4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982',
    below: '',
    extensions: ['c', 'h'],
  },
  {
    name: 'keepass2',
    language: 'C#',
    size: 'medium',
    kind: 'debian',
    package: 'keepass2',
    version: '2.47+dfsg',
    sha256: '023ec3ec467c24b5bbc839973427cd2c0c31ab6f2f209d6172e68b56a5039309',
    below: '',
    extensions: ['cs'],
  },
  {
    name: 'phpunit',
    language: 'PHP',
    size: 'medium',
    kind: 'debian',
    package: 'phpunit',
    version: '9.6.7',
    sha256: '2e94011459b6cae0bafe6ab667d8111083a927fec138cc397044cc7a03e568b7',
    below: '',
    extensions: ['php'],
  },
  {
    name: 'rails',
    language: 'Ruby',
    size: 'medium',
    kind: 'debian',
    package: 'rails',
    version: '6.1.7.10+dfsg',
    sha256: '54f0c056757697e2fd6887e622c23fac5eb862a65ac497e9e3a5081a3dc57f66',
    below: '',
    extensions: ['rb'],
  },
  {
    name: 'homeassistant',
    language: 'Python',
    size: 'large',
    kind: 'python',
    package: 'homeassistant',
    version: '2024.1.0',
    sha256: 'ca47e0cb0a819857d76124fa74b169a611293f0451924f0c965c8a722ce55d0a',
    below: 'homeassistant',
    extensions: ['py'],
  },
  {
    name: 'symfony',
    language: 'PHP',
    size: 'large',
    kind: 'debian',
    package: 'symfony',
    version: '5.4.53+dfsg',
    sha256: '515820883adad6d72924de6414d2f51f8a4eea5d95d836075c89abd4ae6471f1',
    below: '',
    extensions: ['php'],
  },
  {
    name: 'kubernetes',
    language: 'Go',
    size: 'large',
    kind: 'go',
    package: 'k8s.io/kubernetes',
    version: 'v1.31.0',
    sha256: 'aa0d52efd9dc33a0394f5f7d53d992800f4a57785208dd604acd003a1e0e20fd',
    below: '',
    extensions: ['go'],
  },
];
