//! The data of pages, in one type for all of them: the browser then loads the machinery of resources once, not once
//! for each page.

use std::{any::Any, sync::Arc};

use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::base::error::AppError;

/// What a server function gave for a page, or what stands for it in the document.
#[derive(Clone)]
pub enum Data {
    /// The value itself.
    Value(Arc<dyn Value>),
    /// The value as the server wrote it into the document.
    Written(Arc<[u8]>),
}

/// A value of a page, and on the server how it is written into the document.
pub trait Value: Send + Sync {
    /// For finding its type again.
    fn any(&self) -> &dyn Any;
    /// As it stands in the document.
    #[cfg(feature = "ssr")]
    fn written(&self) -> Result<Vec<u8>, postcard::Error>;
}

impl<T: Serialize + Send + Sync + 'static> Value for T {
    fn any(&self) -> &dyn Any {
        self
    }

    #[cfg(feature = "ssr")]
    fn written(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }
}

impl Data {
    /// Holds a value.
    pub fn new<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        Self::Value(Arc::new(value))
    }

    /// The value, if it is of type `T`.
    pub fn read<T: DeserializeOwned + Clone + 'static>(&self) -> Option<T> {
        match self {
            Self::Value(value) => value.as_ref().any().downcast_ref().cloned(),
            Self::Written(bytes) => postcard::from_bytes(bytes).ok(),
        }
    }
}

/// What came of asking for a page's data.
pub type Answer = Result<Data, AppError>;

/// A resource of any page.
pub type PageResource = Resource<Answer, InDocument>;

/// How an [`Answer`] stands in the document: 0 and the value, or 1 and the error.
pub struct InDocument;

impl Encoder<Answer> for InDocument {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(answer: &Answer) -> Result<Vec<u8>, postcard::Error> {
        #[cfg(feature = "ssr")]
        {
            let (kind, rest) = match answer {
                Ok(Data::Value(value)) => (0, value.written()?),
                Ok(Data::Written(bytes)) => (0, bytes.to_vec()),
                Err(error) => (1, postcard::to_allocvec(error)?),
            };
            let mut bytes = vec![kind];
            bytes.extend(rest);
            Ok(bytes)
        }
        // Documents are written by the server alone.
        #[cfg(not(feature = "ssr"))]
        {
            let _ = answer;
            Ok(Vec::new())
        }
    }
}

impl Decoder<Answer> for InDocument {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<Answer, postcard::Error> {
        match bytes.split_first() {
            Some((0, rest)) => Ok(Ok(Data::Written(rest.into()))),
            Some((_, rest)) => postcard::from_bytes(rest).map(Err),
            None => Err(postcard::Error::DeserializeUnexpectedEnd),
        }
    }
}

/// A value that the server knows when it renders a page, and the browser when it takes the page over.
pub(super) fn of_document<T>(know: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned + Clone + Default + Send + Sync + 'static,
{
    let value =
        SharedValue::<Answer, InDocument>::new_with_encoding(|| Ok(Data::new(know()))).into_inner();
    value.ok().and_then(|data| data.read()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through_the_document(answer: &Answer) -> Answer {
        InDocument::decode(&InDocument::encode(answer).expect("bytes")).expect("an answer")
    }

    #[test]
    fn a_value_and_an_error_come_out_of_the_document_as_they_went_in() {
        let value = ("O'Neill </script>".to_owned(), Some(7_u32));
        let read = through_the_document(&Ok(Data::new(value.clone())));
        assert_eq!(read.ok().and_then(|data| data.read()), Some(value));
        let error = AppError::Forbidden("Ask someone else.".to_owned());
        assert_eq!(through_the_document(&Err(error.clone())).err(), Some(error));
    }

    #[test]
    fn a_value_is_not_read_as_another_type() {
        assert_eq!(Data::new(7_u32).read::<String>(), None);
    }
}
