//! Pictures: the file in the data folder or in a bucket, its facts in the database.

use std::{borrow::Cow, fmt, fs, sync::Arc, time::Duration};

use domain::{Scope, id::MediaId};
use jiff::Timestamp;
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path, prefix::PrefixStore,
};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::{Location, Store, StoreError};

/// How long a bucket may take for one picture, all tries together.
const PATIENCE: Duration = Duration::from_secs(20);
/// The region of services that have none.
const REGION: &str = "us-east-1";

/// A bucket of S3, or of anything that speaks as S3 does.
///
/// Its address is `https://KEY:SECRET@HOST/BUCKET/FOLDER?region=REGION`: the access key and
/// its secret, percent-encoded, the service's host, the bucket as the first part of the path
/// and, if wanted, a folder in it. Without a region it is `us-east-1`. `http` is taken for a
/// service on the same machine or in a private network. It holds a secret and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    endpoint: String,
    name: String,
    folder: Path,
    region: String,
    key: String,
    secret: String,
}

impl Bucket {
    /// Reads an address; `None` when it is not one of a bucket, or has no key.
    pub fn parse(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        if !matches!(url.scheme(), "http" | "https") || url.fragment().is_some() {
            return None;
        }
        let path = url.path().trim_matches('/');
        let (name, folder) = path.split_once('/').unwrap_or((path, ""));
        let plain = |part| percent_decode_str(part).decode_utf8().ok().map(Cow::into_owned);
        let (key, secret) = (plain(url.username())?, plain(url.password()?)?);
        let mut region = REGION.to_owned();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "region" if !value.is_empty() => region = value.into_owned(),
                _ => return None,
            }
        }
        let folder = Path::from_url_path(folder).ok()?;
        let endpoint = url.origin().ascii_serialization();
        let complete = ![name, &key, &secret].iter().any(|part| part.is_empty());
        complete.then(|| Bucket { endpoint, name: name.to_owned(), folder, region, key, secret })
    }

    fn open(&self) -> Result<Arc<dyn ObjectStore>, Error> {
        let retries = RetryConfig { retry_timeout: PATIENCE, ..RetryConfig::default() };
        let client = ClientOptions::new()
            .with_allow_http(self.endpoint.starts_with("http:"))
            .with_timeout(PATIENCE);
        let bucket = AmazonS3Builder::new()
            .with_endpoint(&self.endpoint)
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(&self.key)
            .with_secret_access_key(&self.secret)
            .with_virtual_hosted_style_request(false)
            .with_client_options(client)
            .with_retry(retries)
            .build()?;
        Ok(Arc::new(PrefixStore::new(bucket, self.folder.clone())))
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bucket(…)")
    }
}

/// The place of the pictures. A folder is made when it is missing; a bucket is not, and is
/// not asked for anything yet.
pub(crate) fn open(location: &Location) -> Result<Arc<dyn ObjectStore>, StoreError> {
    let opened = match &location.bucket {
        Some(bucket) => bucket.open(),
        None => {
            let folder = location.data.join("media");
            let made = fs::create_dir_all(&folder);
            let unmade = |source| Error::Generic { store: "folder", source: Box::new(source) };
            made.map_err(unmade).and_then(|()| {
                Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?) as Arc<dyn ObjectStore>)
            })
        }
    };
    opened.map_err(StoreError::MediaPlace)
}

/// A picture to keep.
pub struct NewPicture<'a> {
    /// Its identifier.
    pub id: MediaId,
    /// `image/jpeg`.
    pub content_type: &'a str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The file's bytes.
    pub bytes: &'a [u8],
}

/// Who drew the ground of a picture. Nothing is noted of what was not drawn here, and of what
/// no model was to draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The model.
    pub model: Option<String>,
    /// Why none did where one was to, in words for the marketer.
    pub instead: Option<String>,
}

impl Store {
    /// Keeps a picture: the file first, then the row. A file without a row is harmless.
    pub async fn keep_picture(
        &self,
        scope: Scope,
        picture: NewPicture<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.keep_drawing(scope, picture, &Drawing::default(), now).await
    }

    /// Keeps a picture with who drew its ground; otherwise as [`Store::keep_picture`].
    pub async fn keep_drawing(
        &self,
        scope: Scope,
        picture: NewPicture<'_>,
        drawing: &Drawing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let file = picture.bytes.to_vec().into();
        let kept = self.media.put(&path(scope, picture.id), file).await;
        kept.map_err(|error| StoreError::Media(picture.id.to_string(), error))?;
        exec!(
            self.write;
            "insert into media (workspace_id, site_id, id, content_type, width, height, bytes, created_at, model, instead)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            scope.workspace.to_string(), scope.site.to_string(), picture.id.to_string(),
            picture.content_type, i64::from(picture.width), i64::from(picture.height),
            i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX), now.as_millisecond(),
            drawing.model.as_deref(), drawing.instead.as_deref()
        )?;
        Ok(())
    }

    /// Who drew the ground of a picture.
    pub async fn drawing(&self, scope: Scope, id: MediaId) -> Result<Drawing, StoreError> {
        let found: Option<(Option<String>, Option<String>)> = row!(
            self.read;
            "select model, instead from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (model, instead) = found.ok_or(StoreError::NotFound("picture"))?;
        Ok(Drawing { model, instead })
    }

    /// A picture's content type and bytes.
    pub async fn picture(
        &self,
        scope: Scope,
        id: MediaId,
    ) -> Result<(String, Vec<u8>), StoreError> {
        let found: Option<(String,)> = row!(
            self.read;
            "select content_type from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (content_type,) = found.ok_or(StoreError::NotFound("picture"))?;
        let failed = |error| StoreError::Media(id.to_string(), error);
        let file = self.media.get(&path(scope, id)).await.map_err(failed)?;
        let bytes = file.bytes().await.map_err(failed)?.into();
        Ok((content_type, bytes))
    }

    /// Forgets a picture: the row first, then the file. Safe to repeat.
    pub(crate) async fn forget_picture(&self, scope: Scope, id: MediaId) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        match self.media.delete(&path(scope, id)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StoreError::Media(id.to_string(), error)),
        }
    }

    /// Writes, reads and deletes a file where pictures are kept, for `almanac doctor`.
    pub async fn check_media(&self) -> Result<(), StoreError> {
        let probe = Path::from("almanac-doctor");
        let tried = async {
            self.media.put(&probe, "probe".into()).await?;
            self.media.get(&probe).await?.bytes().await?;
            self.media.delete(&probe).await
        };
        tried.await.map_err(StoreError::MediaPlace)
    }

    /// A picture's width and height in pixels.
    pub async fn picture_size(&self, scope: Scope, id: MediaId) -> Result<(u32, u32), StoreError> {
        let found: Option<(i64, i64)> = row!(
            self.read;
            "select width, height from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (width, height) = found.ok_or(StoreError::NotFound("picture"))?;
        Ok((u32::try_from(width).unwrap_or_default(), u32::try_from(height).unwrap_or_default()))
    }
}

fn path(scope: Scope, id: MediaId) -> Path {
    Path::from_iter([scope.workspace.to_string(), scope.site.to_string(), format!("{id}.jpg")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_bucket_names_service_bucket_folder_region_and_key() {
        let said = "https://AKID:a%2Fb%2Bc@s3.example.com:9000/pictures/of/ours?region=eu-west-3";
        let bucket = Bucket::parse(said).unwrap();
        assert_eq!(bucket.endpoint, "https://s3.example.com:9000");
        assert_eq!((bucket.name.as_str(), bucket.folder.as_ref()), ("pictures", "of/ours"));
        assert_eq!(bucket.region, "eu-west-3");
        assert_eq!((bucket.key.as_str(), bucket.secret.as_str()), ("AKID", "a/b+c"));
        assert_eq!(format!("{bucket:?}"), "Bucket(…)");
        assert_eq!(Bucket::parse("http://k:s@127.0.0.1/b").unwrap().region, REGION);
        bucket.open().unwrap();
    }

    #[test]
    fn what_lacks_a_key_or_a_bucket_is_none() {
        for said in [
            "s3://bucket",
            "https://s3.example.com/bucket",
            "https://key@s3.example.com/bucket",
            "https://key:secret@s3.example.com/",
            "https://key:secret@s3.example.com/bucket?zone=1",
            "bucket",
        ] {
            assert_eq!(Bucket::parse(said), None, "{said}");
        }
    }
}
